import { redactDeep } from '../functions/shared/text/redact-deep.ts';
import type { Print } from '../local/watch/terminal.ts';
import type { Screen } from './screen.ts';

/** Prints what happens as JSON, an object a line, and what is only said as an object of kind `note`. */
export function eventPrint({ data }: Pick<Screen, 'data'>): Print {
  const event: Print['event'] = (happened) => data(JSON.stringify(redactDeep(happened)));
  const note = (text: string) => {
    const said = text.trim().replace(/^note: /, '');
    if (said !== '') event({ kind: 'note', text: said });
  };
  return Object.assign(note, { event });
}
