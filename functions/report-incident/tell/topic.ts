import type { Told } from '../../shared/incident/receiver-record.ts';
import type { Incident } from '../../shared/incident/reporter-state.ts';
import { isUnwatched, troubleMs } from '../../shared/incident/trouble.ts';
import { MOST_SUBJECT } from '../../shared/message/email.ts';
import type { Message } from '../../shared/message/message.ts';
import { standingOf } from '../../shared/signals/standing.ts';
import { cutSubject } from '../../shared/text/cut-at-words.ts';
import { duration } from '../../shared/text/words.ts';
import { isUnstable } from '../reconcile/flapping.ts';

/** The longest in the brackets that cannot be shorter, with them and a blank: "[UNKNOWN, no incident] ". */
const BRACKET_LENGTH = 23;
const LEAST_TOPIC = 20;

/**
 * What stays the same in the subjects of one cause, so that mail clients thread them: only the text in brackets before it
 * changes. RFC 5256 (2.1, "base subject") leaves such a text out, and so does Gmail (seen in TwiN/gatus#1563).
 * A new cause is a new topic: nobody may read the old one in the subject.
 * @param told what the receiver was last told of it.
 * @param cause what is known now, its words, "Weaviate unreachable since 10:31 UTC", and shorter ones for where these have no room.
 */
export function topicOf(
  { topic, causeId }: Pick<Told, 'topic' | 'causeId'>,
  kind: Message['kind'],
  cause: { id: string; words: string; shorter?: string },
  where: string,
): string {
  const isSame = causeId === undefined ? topic !== undefined && sameWords(topic, cause.words) : causeId === cause.id;
  if (topic !== undefined && (kind === 'resolved' || kind === 'reminded' || isSame)) return topic;
  // Cut here, where every subject of it has the same room.
  const room = MOST_SUBJECT - BRACKET_LENGTH - where.length - 2;
  const most = Math.max(LEAST_TOPIC, room);
  const words = cause.words.length > most ? (cause.shorter ?? cause.words) : cause.words;
  return cutSubject(words, most);
}

/** For what an older version told: counts grow and "since" moves while the cause stays the same. */
function sameWords(a: string, b: string): boolean {
  const words = (text: string) =>
    text
      .replace(/ since [\d:]+ (?:UTC|[^()\d]+(?: \([\d:]+ UTC\))?)$/, '')
      .replace(/\d+/g, '#')
      .replace(/\b(request|error|start)s\b/g, '$1');
  return words(a) === words(b);
}

/**
 * What changes from message to message: "[DOWN]", "[DOWN, changed]", "[ALERT, unstable]", "[UNKNOWN, reminder]", "[RESOLVED after 25 min]".
 * Beside a long topic there is no room for how long it took.
 * @param isOver the topic is over, and only counts are on: "[ALERT, cause over]".
 */
export function bracketOf(
  incident: Incident,
  { topic: toldTopic }: Pick<Told, 'topic'>,
  kind: Message['kind'],
  topic: string,
  where: string,
  isOver = false,
): string {
  const standing = standingOf(incident.members);
  if (kind === 'resolved' && isUnwatched(incident)) return '[CLOSED]';
  const none = '[CLOSED, no incident]';
  if (kind === 'resolved' && incident.dismissed) return `${none} ${where}: ${topic}`.length > MOST_SUBJECT ? '[CLOSED]' : none;
  const lastedMs = troubleMs(incident);
  // The failures that were seen may all be of one moment.
  if (kind === 'resolved') {
    const long = `[RESOLVED after ${duration(lastedMs)}]`;
    return lastedMs < 60_000 || `${long} ${where}: ${topic}`.length > MOST_SUBJECT ? '[RESOLVED]' : long;
  }
  if (kind === 'reminded') return `[${standing}, reminder]`;
  if (isUnstable(incident)) return `[${standing}, unstable]`;
  if (isOver) return `[${standing}, cause over]`;
  // Under a new topic everything is new.
  return kind === 'changed' && topic === toldTopic ? `[${standing}, changed]` : `[${standing}]`;
}
