import type { Covered } from '../../local/coverage/cover.ts';
import { whyNotWords } from '../why/words.ts';

/** Told later than this is late: a monitor that people trust tells within a minute or two. */
export const LATE_SECONDS = 120;

/** What `--json` prints, and what docs/coverage.json holds. */
export interface CoverageResult {
  sicknesses: {
    name: string;
    told: boolean;
    seconds: number | null;
    cause: string | null;
    isRight: boolean;
    whyNot: string | null;
  }[];
  /** How many of those of which somebody has to be told. */
  told: number;
  of: number;
  medianSeconds: number | null;
  late: number;
  /** What nobody has to be told of, and whether somebody was paged all the same. */
  quiet: { name: string; isPaged: boolean }[];
}

/** Puts together what became of each sickness. */
export function resultOf(covered: readonly Covered[]): CoverageResult {
  const alerts = covered.filter((c) => c.alert);
  const seconds = alerts.flatMap((c) => c.seconds ?? []).sort((a, b) => a - b);
  return {
    sicknesses: alerts.map((c) => ({
      name: c.name,
      told: c.told,
      seconds: c.seconds ?? null,
      cause: c.cause ?? null,
      isRight: c.isRight,
      whyNot: c.told ? null : (c.whyNot ?? (c.moment ? whyNotWords(c.moment) : 'the reporter did not run')),
    })),
    told: alerts.filter((c) => c.told).length,
    of: alerts.length,
    medianSeconds: seconds[Math.floor((seconds.length - 1) / 2)] ?? null,
    late: seconds.filter((s) => s > LATE_SECONDS).length,
    quiet: covered.filter((c) => !c.alert).map((c) => ({ name: c.name, isPaged: c.told })),
  };
}

export const percentTold = ({ told, of }: Pick<CoverageResult, 'told' | 'of'>): number => (of === 0 ? 0 : (100 * told) / of);

/** "43 of 45 sicknesses told, median 64 s, 1 told late, 2 not seen". */
export function sentenceOf({ told, of, medianSeconds, late, sicknesses, quiet }: CoverageResult): string {
  const wrong = sicknesses.filter((s) => s.told && !s.isRight).length;
  const vain = quiet.filter((q) => q.isPaged).length;
  return [
    `${told} of ${of} sicknesses told`,
    ...(medianSeconds === null ? [] : [`median ${medianSeconds} s`]),
    ...(late > 0 ? [`${late} told late (after more than ${LATE_SECONDS} s)`] : []),
    ...(wrong > 0 ? [`${wrong} with another cause`] : []),
    ...(of > told ? [`${of - told} not seen`] : []),
    ...(vain > 0 ? [`${vain} paged for nothing`] : []),
  ].join(', ');
}

/** Each sickness in a line, those that need a look first. */
export function coverageLines(result: CoverageResult): string[] {
  const rank = ({ told, isRight, seconds }: CoverageResult['sicknesses'][number]) =>
    !told ? 0 : !isRight ? 1 : (seconds ?? 0) > LATE_SECONDS ? 2 : 3;
  const rows = result.sicknesses.toSorted((a, b) => rank(a) - rank(b));
  return [
    ...rows.map(
      (row) =>
        `${[' NOT SEEN', '    WRONG', '     late', '         '][rank(row)]} ${secondsWord(row.seconds)}  ${row.name}${noteOf(row)}`,
    ),
    ...result.quiet.map(({ name, isPaged }) => `${isPaged ? ' IN VAIN' : '        '}         ${name} (nobody has to be told)`),
  ];
}

const secondsWord = (seconds: number | null) => (seconds === null ? '' : `${seconds} s`).padStart(6);

function noteOf({ told, isRight, cause, whyNot }: CoverageResult['sicknesses'][number]): string {
  if (!told) return `: ${whyNot}`;
  return isRight ? '' : `: ${cause}`;
}

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('*', '\\*');

/** docs/coverage.md. @param found by which configuration, in a word or two, and what came of it. */
export function coverageMarkdown(found: readonly { by: string; result: CoverageResult }[]): string {
  const parts = found.flatMap(({ by, result }) => [
    `## ${by}`,
    '',
    `${sentenceOf(result)}.`,
    '',
    '| sickness | told after | cause, as it was told |',
    '| --- | --- | --- |',
    ...result.sicknesses.map(
      ({ name, told, seconds, cause, isRight, whyNot }) =>
        `| ${cell(name)} | ${told ? `${seconds} s` : '**not seen**'} | ${cell(told ? `${isRight ? '' : '(another) '}${cause}` : (whyNot ?? ''))} |`,
    ),
    '',
    ...(result.quiet.length > 0
      ? [
          `Nobody has to be told of these: ${result.quiet.map((q) => `${q.name}${q.isPaged ? ' (**paged for nothing**)' : ''}`).join('; ')}.`,
          '',
        ]
      : []),
  ]);
  return [
    '# Coverage',
    '',
    'Which sicknesses of AtlasML people would be told of, and after how long. Each was injected into a healthy log and replayed, see [replay](replay.md#coverage). Written by',
    '`npm run coverage:write`, not by hand; a test holds it to `coverage.json` beside it and to the sicknesses that are known.',
    '',
    ...parts,
  ]
    .join('\n')
    .trimEnd()
    .concat('\n');
}
