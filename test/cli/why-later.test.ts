import { expect, test } from 'vitest';
import { laterWords } from '../../cli/why/later.ts';

const at = (time: string) => Date.parse(`2026-11-26T${time}Z`);
const [END, MINUTE_LATER] = [at('11:18:59.999'), at('11:19:00')];
const incident = { id: 'a', openedMs: at('11:18:01') };
const causes = [{ id: 'openai-rate', atMs: MINUTE_LATER, short: 'OpenAI limits the rate', certain: true }] as never;

test.each([
  ['with its cause', [], { ...incident, causes }, [': OpenAI limits the rate']],
  ['with none', [], incident, ['']],
  ['which was known in that minute', ['a'], incident, []],
  ['which began after it', [], { ...incident, openedMs: at('11:19:00') }, []],
  ['which began long before it', [], { ...incident, openedMs: at('11:08:59') }, []],
])('what was found after a minute and had begun by then: %s', (_, known, found, words) => {
  const after = [
    { atMs: MINUTE_LATER, incidents: [found] },
    { atMs: MINUTE_LATER + 30_000, incidents: [found] },
  ];
  expect(laterWords(END, known, after)).toEqual(
    words.map((w) => `An incident began at 11:18:01, and was found at 11:19:00${w}. Ask for that minute: 11:19.`),
  );
});
