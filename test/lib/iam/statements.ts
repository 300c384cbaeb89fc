import type { Template } from 'aws-cdk-lib/assertions';

/** One statement of a policy, as a reviewer reads it: who may do what on what, and when. */
export interface Statement {
  /** The role, topic, queue or key that holds it, by its place in the stack. */
  where: string;
  effect: string;
  /** Absent in the policy of a role, where it is the role. */
  who?: string[];
  may: string[];
  on: string[];
  /** Operator, key and value of each condition. */
  when?: string[];
}

/** Every statement of every policy in a template, wherever it stands, with the managed policies of roles and the permissions of functions. */
export function statementsOf(template: Template): Statement[] {
  const resources = Object.entries(template.toJSON().Resources as Record<string, { Type: string; Properties?: Json }>);
  const found = resources.flatMap(([id, { Type, Properties }]) => {
    if (Type === 'AWS::Lambda::Permission') return [permission(id, Properties as Record<string, Json>)];
    const of = (Properties as { Roles?: Json[] } | undefined)?.Roles?.map(text).join() ?? `<${place(id)}>`;
    return statementsIn(Properties).map((statement) => readable(of, statement));
  });
  return found.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
type Raw = Record<string, Json>;

function statementsIn(value: Json | undefined): Raw[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(statementsIn);
  return Object.entries(value).flatMap(([key, inner]) => {
    if (key === 'Statement') return [inner].flat() as Raw[];
    if (key === 'ManagedPolicyArns') return [{ Effect: 'Allow', Action: 'what the policy says', Resource: inner }];
    return statementsIn(inner);
  });
}

function readable(where: string, { Effect, Principal, Action, NotAction, Resource, NotResource, Condition }: Raw): Statement {
  if (NotAction !== undefined || NotResource !== undefined)
    throw new Error(`${where} says what may not be, instead of what may be`);
  return {
    where,
    effect: text(Effect as Json),
    ...(Principal !== undefined && { who: principals(Principal) }),
    may: list(Action),
    on: Resource === undefined ? [where] : list(Resource),
    ...(Condition !== undefined && { when: conditions(Condition as Record<string, Raw>) }),
  };
}

function permission(id: string, { Principal, Action, FunctionName, ...conditions }: Raw): Statement {
  const { SourceArn, SourceAccount, FunctionUrlAuthType, InvokedViaFunctionUrl } = conditions;
  const when = Object.entries({ SourceArn, SourceAccount, FunctionUrlAuthType, InvokedViaFunctionUrl }).flatMap(([key, v]) =>
    v === undefined ? [] : [`${key} ${text(v)}`],
  );
  return {
    where: `<${place(id)}>`,
    effect: 'Allow',
    who: list(Principal),
    may: list(Action),
    on: list(FunctionName),
    ...(when.length > 0 && { when }),
  };
}

const principals = (principal: Json): string[] =>
  typeof principal === 'string'
    ? [principal]
    : Object.entries(principal as Raw).flatMap(([kind, who]) => list(who).map((name) => `${kind} ${name}`));

const conditions = (condition: Record<string, Raw>): string[] =>
  Object.entries(condition)
    .flatMap(([operator, keys]) => Object.entries(keys).map(([key, value]) => `${operator} ${key} ${list(value).join(' or ')}`))
    .sort();

const list = (value: Json | undefined): string[] =>
  [value ?? []]
    .flat()
    .map((v) => text(v as Json))
    .sort();

/** An intrinsic function as text: `<State>` for a resource of the stack, whichever of its names is meant. */
function text(value: Json): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const {
    Ref,
    'Fn::GetAtt': attribute,
    'Fn::Join': join,
  } = value as { Ref?: string; 'Fn::GetAtt'?: string[]; 'Fn::Join'?: [string, Json[]] };
  if (Ref !== undefined) return `<${place(Ref)}>`;
  if (attribute) return `<${place(attribute[0] as string)}>`;
  if (join) return join[1].map(text).join(join[0]);
  throw new Error(`no words for ${JSON.stringify(value)}`);
}

/** A logical id without the hash that the CDK puts behind it. */
const place = (id: string) => id.replace(/[0-9A-F]{8}$/, '').replace(/^AWS::/, '');
