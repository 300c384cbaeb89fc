/** What AWS allows in an account and a region. Defaults, November 2026. */
export interface Quota {
  /** The API, or the type of a resource. */
  of: string;
  most: number;
  /** Whether AWS raises it when it is asked. */
  isAdjustable: boolean;
  source: string;
}

const CLOUDWATCH = 'https://docs.aws.amazon.com/general/latest/gr/cw_region.html';
const LOGS = 'https://docs.aws.amazon.com/general/latest/gr/cwl_region.html';

/** Calls a second. */
export const RATES: readonly Quota[] = [
  { of: 'StartQuery', most: 10, isAdjustable: false, source: LOGS },
  { of: 'GetQueryResults', most: 10, isAdjustable: false, source: LOGS },
  { of: 'DescribeAlarms', most: 9, isAdjustable: true, source: CLOUDWATCH },
  { of: 'PutMetricData', most: 500, isAdjustable: true, source: CLOUDWATCH },
  { of: 'GetMetricData', most: 500, isAdjustable: true, source: CLOUDWATCH },
];

/** How many there may be. */
export const COUNTS: readonly Quota[] = [
  {
    of: 'AWS::IAM::Role',
    most: 1_000,
    isAdjustable: true,
    source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html',
  },
  {
    of: 'AWS::CloudFormation::Stack',
    most: 2_000,
    isAdjustable: true,
    source: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html',
  },
  {
    of: 'AWS::DynamoDB::Table',
    most: 2_500,
    isAdjustable: true,
    source: 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html',
  },
  {
    of: 'AWS::Lambda::Function running at once',
    most: 1_000,
    isAdjustable: true,
    source: 'https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html',
  },
  {
    of: 'AWS::SNS::Topic',
    most: 100_000,
    isAdjustable: true,
    source: 'https://docs.aws.amazon.com/general/latest/gr/sns.html',
  },
  {
    of: 'AWS::Scheduler::Schedule',
    most: 1_000_000,
    isAdjustable: true,
    source: 'https://docs.aws.amazon.com/scheduler/latest/UserGuide/scheduler-quotas.html',
  },
  {
    of: 'AWS::Logs::LogGroup',
    most: 1_000_000,
    isAdjustable: true,
    source: LOGS,
  },
];
