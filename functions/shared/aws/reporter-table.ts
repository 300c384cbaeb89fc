import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { awsClient } from './client.ts';

/** The table of a deployed monitor, whose name CloudFormation made up: the reporter has it in a variable. @throws when it is not deployed. */
export async function reporterTable(slug: string, client = awsClient(LambdaClient)): Promise<string> {
  const FunctionName = `atlasml-${slug}-report-incident`;
  const { Environment } = await client.send(new GetFunctionConfigurationCommand({ FunctionName }));
  const name = Environment?.Variables?.TABLE_NAME;
  if (!name) throw new Error(`${FunctionName} has no table: deploy this version`);
  return name;
}
