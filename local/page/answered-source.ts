import type { AnswerDesk } from '../../functions/shared/answers/answer-desk.ts';
import type { PageSource } from './port.ts';

/** What the page shows, and takes answers for. The browser's code reads the port alone, which knows no types of Node. */
export interface AnsweredSource extends PageSource {
  /** Takes the answers to messages; absent where none are offered. */
  readonly answers?: AnswerDesk;
}
