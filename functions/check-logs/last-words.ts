import { CRASH_LINE } from '../shared/atlasml/crashes.ts';
import { appPrefix, uvicornPrefix } from '../shared/atlasml/log-format.ts';
import { withoutNoise } from '../shared/atlasml/noise.ts';
import { oneLine } from './evidence.ts';

/** A line with a level, or one by which native code or a kill ended the process. */
const OWN_LINE = new RegExp(`^(?:${appPrefix('[A-Z]+')}|${uvicornPrefix('[A-Z]+')}|${CRASH_LINE})`);
const QUIET_LINE = /^(\S+ \S+ - (?:DEBUG|INFO|WARNING) - atlasml\S* - )(.*)$/s;
const TOOK = /^\d{3} \(took [\d.]+s\)$/;
const MOST = 3;

/** The last lines that AtlasML itself wrote, redacted, without what students wrote. */
export function lastWordsIn(lines: string[]): string[] {
  const own = lines.map(withoutNoise).filter((line) => OWN_LINE.test(line));
  return own.slice(-MOST).map((line) => oneLine(withoutTexts(line)));
}

/** AtlasML logs titles and descriptions of exercises at INFO, behind a colon: "Saving exercise: …". */
function withoutTexts(line: string): string {
  const [, prefix = '', text = ''] = QUIET_LINE.exec(line) ?? [];
  const colon = text.indexOf(': ');
  if (colon < 0 || TOOK.test(text.slice(colon + 2))) return line;
  return `${prefix}${text.slice(0, colon)}: …`;
}
