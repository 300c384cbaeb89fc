import { CRASH_LINE } from '../shared/atlasml/crashes.ts';
import { appPrefix, uvicornPrefix } from '../shared/atlasml/log-format.ts';
import { withoutNoise } from '../shared/atlasml/noise.ts';
import { oneLine } from './evidence.ts';

/** A line with a level, or one by which native code or a kill ended the process. */
const OWN_LINE = new RegExp(`^(?:${appPrefix('[A-Z]+')}|${uvicornPrefix('[A-Z]+')}|${CRASH_LINE})`);
const QUIET_LINE = /^(\S+ \S+ - (?:DEBUG|INFO|WARNING) - atlasml\S* - )(.*)$/s;
const TOOK = /^\d{3} \(took [\d.]+s\)$/;
const FAULT_LINE = new RegExp(`^(?:${appPrefix('(?:ERROR|CRITICAL)')}|${uvicornPrefix('(?:ERROR|CRITICAL)')})`);
const MOST = 3;
/** An error is the reason of an end when the end follows it at once: uvicorn writes up to six lines while it shuts down. */
const NEAR = 8;

/**
 * The last lines that AtlasML itself wrote, redacted, without what students wrote. The newest error near the end is among
 * them: uvicorn shuts down in order also after an error that ends it, such as a port that is taken.
 */
export function lastWordsIn(lines: string[]): string[] {
  const own = lines.map(withoutNoise).filter((line) => OWN_LINE.test(line));
  const last = own.slice(-MOST);
  const fault = own.slice(-NEAR).findLast((line) => FAULT_LINE.test(line));
  const told = fault === undefined || last.includes(fault) ? last : [fault, ...last.slice(1)];
  return told.map((line) => oneLine(withoutTexts(line)));
}

/** AtlasML logs titles and descriptions of exercises at INFO, behind a colon: "Saving exercise: …". */
function withoutTexts(line: string): string {
  const [, prefix = '', text = ''] = QUIET_LINE.exec(line) ?? [];
  const colon = text.indexOf(': ');
  if (colon < 0 || TOOK.test(text.slice(colon + 2))) return line;
  return `${prefix}${text.slice(0, colon)}: …`;
}
