const TIME = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2}))?)?/;

/**
 * Why there is no such time, in words, for a text that is written as ISO 8601 writes one: Date.parse and Date.UTC take 31 February for
 * 3 March. Undefined where there is one, and for what is written in another way. Midnight may be written as 24:00 (ISO 8601-1:2019/Amd 1).
 */
export function timeFault(text: string): string | undefined {
  const found = TIME.exec(text);
  if (!found) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found.slice(1).map((part) => Number(part ?? 0));
  const date = text.slice(0, 10);
  if (month < 1 || month > 12) return `there is no ${date}: months go from 01 to 12`;
  const days = new Date(Date.UTC(year, month, 0)).getUTCDate();
  if (day < 1 || day > days) return `there is no ${date}: that month has ${days} days`;
  const isMidnight = hour === 24 && minute === 0 && second === 0;
  if (!isMidnight && (hour > 23 || minute > 59 || second > 59))
    return `there is no ${found[0].slice(11)}: hours go to 23, minutes and seconds to 59`;
  return undefined;
}
