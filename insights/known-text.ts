/** The texts that a thread knows by numbers; more come behind. */
export interface KnownTexts {
  /** Different for each table of texts, in all threads. */
  origin: string;
  /** By their numbers; of some none was made. */
  all: (string | undefined)[];
  /** How many were made. */
  made: number;
  /** What was told last, and from which number on texts were not told yet. */
  last: ToldTexts | undefined;
  told: number;
}

/** What another thread must hear of a thread's texts, in the order in which it is told. */
export interface ToldTexts {
  origin: string;
  from: number;
  more: (string | undefined)[];
}

export function knownTexts(origin: string): KnownTexts {
  return { origin, all: [], made: 0, last: undefined, told: 0 };
}

export function makeKnown(texts: KnownTexts, number: number, text: string): void {
  texts.all[number] = text;
  texts.made++;
  texts.told = Math.min(texts.told, number);
}

/** The texts of this thread, and what was heard of those of others, as long as somebody holds on to them. */
const heard = new Map<string, WeakRef<KnownTexts>>();

/** What must be told before others know all texts: the same object until there are more. */
export function tell(texts: KnownTexts): ToldTexts {
  if (texts.last && texts.told === texts.all.length) return texts.last;
  remember(texts);
  texts.last = { origin: texts.origin, from: texts.told, more: texts.all.slice(texts.told) };
  texts.told = texts.all.length;
  return texts.last;
}

/** The texts after what was told of them. */
export function hear(told: ToldTexts): KnownTexts {
  const texts = heard.get(told.origin)?.deref() ?? remember(knownTexts(told.origin));
  if (texts.last === told) return texts;
  if (told.from > texts.all.length) throw new Error('a thread told of texts behind some that nobody heard of');
  told.more.forEach((text, i) => {
    if (text !== undefined && texts.all[told.from + i] === undefined) makeKnown(texts, told.from + i, text);
  });
  texts.last = told;
  return texts;
}

function remember(texts: KnownTexts): KnownTexts {
  for (const [origin, known] of heard) if (!known.deref()) heard.delete(origin);
  heard.set(texts.origin, new WeakRef(texts));
  return texts;
}

/**
 * A text that is known by a number, where nothing is asked but which text it is. Only good until the field's next value: who holds on to it
 * takes the number.
 */
export class KnownText {
  number = 0;
  readonly texts: KnownTexts;

  constructor(texts: KnownTexts) {
    this.texts = texts;
  }
}

/** Numbers are less than this. */
export const MOST_KNOWN = 65_536;
