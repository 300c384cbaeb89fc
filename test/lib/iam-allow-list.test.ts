import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { describe, expect, test } from 'vitest';
import type { MonitoringStack } from '../../lib/monitoring-stack.ts';
import { allowList, differences, hasWildcard, statementsOfAll } from './iam/allow-list.ts';

const allowed = allowList();
const made = statementsOfAll();

describe('every statement of every policy stands in docs/iam-allow-list.json, and nothing else does (npm run iam writes it)', () => {
  test('as the stack is', () => {
    expect(differences(made, allowed)).toEqual([]);
  });

  const CHANGES: [string, (stack: MonitoringStack) => void, RegExp][] = [
    [
      'a permission more',
      (stack) => roleOf(stack).addToPrincipalPolicy(new PolicyStatement({ actions: ['ecs:StopTask'], resources: ['a'] })),
      /^new: .*ecs:StopTask/,
    ],
    [
      'a role that others may take on',
      (stack) => void new Role(stack, 'Extra', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') }),
      /^new: .*Service ec2\.amazonaws\.com/,
    ],
    [
      'a function that anybody may invoke',
      (stack) => functionOf(stack).addPermission('All', { principal: new ServicePrincipal('s3.amazonaws.com') }),
      /^new: .*s3\.amazonaws\.com.*lambda:InvokeFunction/,
    ],
  ];
  // All at once: to make the stacks takes long, and each difference is of one of them.
  const changed = differences(
    statementsOfAll((stack) => CHANGES.forEach(([, change]) => void change(stack))),
    allowed,
  );
  test.each(CHANGES)('%s is noticed', (_title, _change, difference) => {
    expect(changed.filter((d) => difference.test(d))).toHaveLength(1);
  });

  test('one that is gone, was widened or is made in more configurations is noticed', () => {
    const one = made.find((s) => s.when && !hasWildcard(s));
    const others = made.filter((s) => s !== one);
    if (!one) throw new Error('there is no such statement');
    expect(differences(others, allowed)).toHaveLength(1);
    for (const wider of [{ on: ['*'] }, { may: ['*'] }, { when: [] }, { in: [] }]) {
      expect(differences([{ ...one, ...wider }, ...others], allowed)).toHaveLength(2);
    }
  });

  test('each wildcard has a written reason', () => {
    const without = allowed.filter((statement) => hasWildcard(statement) && (statement.why ?? '').length < 20);
    expect(without).toEqual([]);
    expect(allowed.filter(hasWildcard).length).toBeGreaterThan(10);
  });
});

describe('services', () => {
  test('each service of AWS that is let in is held to this account or to one resource of it; EventBridge, which names no source to KMS, to the queues of it', () => {
    const services = made.filter((s) => s.effect === 'Allow' && s.who?.some((who) => who.startsWith('Service ')));
    expect(services.length).toBeGreaterThan(15);
    const open = services.filter(
      ({ when = [] }) =>
        !when.some((c) =>
          /(aws:Source(Account|Arn)|kms:EncryptionContext:aws:sqs:arn) .*<(AccountId|IncidentReporter\w+)>/.test(c),
        ),
    );
    expect(open).toEqual([]);
  });
});

const functionOf = (stack: MonitoringStack) =>
  stack.node.findAll().find((child) => child instanceof LambdaFunction) as LambdaFunction;
const roleOf = (stack: MonitoringStack) => functionOf(stack).role as Role;
