import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { awsStandIn } from './aws-stand-in.ts';

/**
 * Real servers by https, and one in the place of AWS, for functions that run in processes of their own.
 * @param folder takes the certificate. `ports`: of the server that answers at once, and of the one that never does.
 */
export async function surroundings(folder: string) {
  const certificate = join(folder, 'ca.pem');
  const servers = fork(join(import.meta.dirname, 'endpoints.ts'), [certificate], { execArgv: ['--no-warnings'] });
  const [{ ports }] = (await once(servers, 'message')) as [{ ports: [number, number] }];
  const aws = await awsStandIn();
  const env = {
    AWS_ENDPOINT_URL: aws.url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'none',
    AWS_SECRET_ACCESS_KEY: 'none',
    NODE_EXTRA_CA_CERTS: certificate,
  };
  const close = () => {
    aws.close();
    servers.disconnect();
  };
  return { ports, calls: aws.calls, env, close };
}
