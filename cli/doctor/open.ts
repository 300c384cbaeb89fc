import type { MonitorConfig } from '../../functions/shared/config/schema.ts';
import type { AwsPorts } from './aws/ports.ts';
import { fail, type Row, rowsOf, skip } from './finding.ts';
import { HERE } from './here/items.ts';
import { type HereAsked, openHere } from './here/real.ts';

export async function lookHere(asked: HereAsked, config: MonitorConfig, environment: NodeJS.ProcessEnv): Promise<Row[]> {
  const ports = openHere(asked, config, environment);
  try {
    return await rowsOf(HERE, ports, 'here');
  } finally {
    await ports.close();
  }
}

/**
 * All of AWS, or one row where there is nothing to look at.
 * @param isAsked for AWS alone: then nothing deployed is a fault, and else it may be meant so.
 * @param open @default the account and region of the environment
 */
export async function lookInAws(
  config: MonitorConfig,
  isAsked: boolean,
  open?: (config: MonitorConfig) => AwsPorts,
): Promise<Row[]> {
  // The AWS SDK is loaded for the commands that need it.
  const [{ openAws }, { AWS }] = await Promise.all([import('./aws/real.ts'), import('./aws/items.ts')]);
  const ports = (open ?? openAws)(config);
  try {
    if ((await ports.alarms()).length > 0) return await rowsOf(AWS, ports, 'AWS');
    const fact = `no alarm of atlasml-${config.slug} is in this account and region`;
    const fix = 'deploy first (README.md), or set AWS_PROFILE and AWS_REGION as for the deploy';
    return [{ item: 'deployed', where: 'AWS', ...(isAsked ? fail(fact, fix) : skip(`${fact}: nothing is deployed there`)) }];
  } catch (error) {
    const { name, message } = error as Error;
    const fact = `AWS could not be asked (${name === 'Error' ? message : name}): set AWS_PROFILE and AWS_REGION as for the deploy, or look here alone with --only here`;
    return [{ item: 'account', where: 'AWS', ...skip(fact) }];
  }
}
