import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { EngineError } from './engine-error.ts';

/** Where an Engine listens. */
export interface EngineAddress {
  /** As a person knows it. */
  name: string;
  /** Of requests. */
  origin: string;
  socketPath?: string;
  tls?: { ca: Buffer; cert: Buffer; key: Buffer };
}

/** The variables of Docker's own command line. Source: https://docs.docker.com/reference/cli/docker/#environment-variables */
export type DockerEnvironment = Partial<Record<'DOCKER_HOST' | 'DOCKER_TLS_VERIFY' | 'DOCKER_CERT_PATH', string | undefined>>;

const SOCKET = 'unix:///var/run/docker.sock';
/** https://docs.docker.com/engine/security/protect-access/ */
const PORTS = { http: 2375, https: 2376 };

/**
 * The address of the Engine: unix:// and a path, or tcp:// and a host, with TLS where DOCKER_TLS_VERIFY is set.
 * @throws EngineError when it is of another kind, or a certificate cannot be read.
 */
export function addressOf(environment: DockerEnvironment): EngineAddress {
  const host = environment.DOCKER_HOST || SOCKET;
  const socketPath = /^unix:\/\/(\/.+)$/.exec(host)?.[1];
  if (socketPath !== undefined) return { name: host, origin: 'http://localhost', socketPath };
  if (host.startsWith('ssh://'))
    throw new EngineError(
      'address',
      `DOCKER_HOST is ${host}: ssh is not spoken here. Forward the socket (\`ssh -nNT -L /tmp/docker.sock:/var/run/docker.sock HOST\`) and set DOCKER_HOST=unix:///tmp/docker.sock`,
    );
  const isTls = Boolean(environment.DOCKER_TLS_VERIFY) || host.startsWith('https://');
  const [, name, port] = /^(?:tcp|https?):\/\/([\w.-]+|\[[\da-f:.]+\])(?::(\d{1,5}))?\/?$/i.exec(host) ?? [];
  if (name === undefined)
    throw new EngineError('address', `DOCKER_HOST is ${host}: only unix:///path and tcp://host:port are known here`);
  const scheme = isTls ? 'https' : 'http';
  const address = { name: host, origin: `${scheme}://${name}:${port ?? PORTS[scheme]}` };
  return isTls ? { ...address, tls: certificatesIn(environment.DOCKER_CERT_PATH || join(homedir(), '.docker')) } : address;
}

function certificatesIn(directory: string): NonNullable<EngineAddress['tls']> {
  const read = (file: string) => {
    try {
      return readFileSync(join(directory, file));
    } catch (error) {
      throw new EngineError(
        'address',
        `DOCKER_TLS_VERIFY is set, and ${join(directory, file)} cannot be read (${(error as NodeJS.ErrnoException).code}): set DOCKER_CERT_PATH to the folder with ca.pem, cert.pem and key.pem`,
      );
    }
  };
  return { ca: read('ca.pem'), cert: read('cert.pem'), key: read('key.pem') };
}
