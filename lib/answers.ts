import { ArnFormat, CfnOutput, Stack } from 'aws-cdk-lib';
import { FunctionUrlAuthType } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { MonitorConfig } from '../functions/shared/config/schema.ts';
import { MonitorFunction, TIMEOUTS } from './function.ts';
import type { IncidentReporter } from './incident-reporter.ts';

export interface AnswersProps {
  readonly config: MonitorConfig;
  readonly answers: NonNullable<MonitorConfig['answers']>;
  readonly reporter: IncidentReporter;
}

/** What people answer to messages: one function behind an address that everybody can ask, which may give orders to the reporter and nothing else. */
export class Answers extends Construct {
  readonly taker: MonitorFunction;

  constructor(scope: Construct, id: string, { config, answers, reporter }: AnswersProps) {
    super(scope, id);
    // By its name: the reporter waits for this address, so this must not wait for the reporter.
    const name = `atlasml-${config.slug}-report-incident`;
    this.taker = new MonitorFunction(this, 'Taker', {
      name: 'answer',
      config,
      timeout: TIMEOUTS.answer,
      environment: { REPORTER: name },
      // Whoever asks very often keeps nothing from the checks, and costs little.
      ...(answers.concurrency > 0 && { reservedConcurrency: answers.concurrency }),
    });
    const arnFormat = ArnFormat.COLON_RESOURCE_NAME;
    const arn = Stack.of(this).formatArn({ service: 'lambda', resource: 'function', resourceName: name, arnFormat });
    this.taker.allow('lambda:InvokeFunction').on(arn);
    // A mail client signs no requests: the right is in the link, or in Slack's signature, and the function checks it.
    const { url } = this.taker.function.addFunctionUrl({ authType: FunctionUrlAuthType.NONE });
    reporter.reporter.function.addEnvironment('ANSWER_URL', answers.url ?? url);
    new CfnOutput(this, 'Url', { value: url, description: 'Takes answers to messages; for Slack add answer/slack to it' });
  }
}
