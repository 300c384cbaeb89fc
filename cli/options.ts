/** An option of a command, under its name without the dashes; its kind says what it takes. */
export type OptionDefinition = Flag | Text | Texts | Amount;

export interface Words {
  about: string;
  /** Understood, and not shown. */
  isHidden?: true;
}

export interface Flag extends Words {
  kind: 'flag';
}

export interface Text extends Words {
  kind: 'text';
  /** What stands behind it in the help. FILE and DIR are completed by shells. */
  value: string;
  choices?: readonly string[];
  /** What a shell proposes; the command takes other forms of it, too. */
  proposed?: readonly string[];
}

export interface Texts extends Words {
  kind: 'texts';
  value: string;
}

export interface Amount extends Words {
  kind: 'number';
  value: string;
  from?: number;
  to?: number;
  isWhole?: true;
}

type ValueOf<O extends OptionDefinition> = O extends Flag ? true : O extends Text ? string : O extends Texts ? string[] : number;

/** What was given, under the names of the options; what was not given is missing. */
export type Values<O extends Record<string, OptionDefinition>> = { [name in keyof O]?: ValueOf<O[name]> };

/** Given or not. */
export const flag = (about: string): Flag => ({ kind: 'flag', about });

/** Takes one text; given twice, the last one holds. */
export const text = (value: string, about: string, choices?: readonly string[]): Text => ({
  kind: 'text',
  value,
  about,
  ...(choices && { choices }),
});

/** Takes a number. @param limits both included. */
export const number = (value: string, about: string, limits: Pick<Amount, 'from' | 'to' | 'isWhole'> = {}): Amount => ({
  kind: 'number',
  value,
  about,
  ...limits,
});

/** May be given more than once. */
export const texts = (value: string, about: string): Texts => ({ kind: 'texts', value, about });

/** An option that is understood for the sake of those who know it, and not shown. */
export const hidden = <O extends OptionDefinition>(option: O): O & { isHidden: true } => ({ ...option, isHidden: true });

/** What is wrong with a number, or undefined. */
export function numberFault(given: string, { from, to, isWhole }: Pick<Amount, 'from' | 'to' | 'isWhole'>): string | undefined {
  const value = given.trim() === '' ? Number.NaN : Number(given);
  const isFine =
    Number.isFinite(value) && (!isWhole || Number.isInteger(value)) && value >= (from ?? -Infinity) && value <= (to ?? Infinity);
  if (isFine) return undefined;
  const range = from !== undefined && to !== undefined ? ` from ${from} to ${to}` : from !== undefined ? ` from ${from}` : '';
  return `takes a ${isWhole ? 'whole ' : ''}number${range}, not ${given === '' ? 'nothing' : given}`;
}
