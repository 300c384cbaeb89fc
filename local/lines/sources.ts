import type { Unwrapped } from './envelope.ts';
import { formOf } from './recognise.ts';

/** A source that wrote so many lines and none of AtlasML's own is another service. */
const MOST_HELD = 5_000;

interface Source {
  verdict: 'open' | 'chosen' | 'other';
  /** Lines of a source that is not judged yet. */
  held: Unwrapped[];
  hasUvicorn: boolean;
}

/**
 * Of several services in one log, chooses those that write AtlasML's own lines, or the one that is named. Other services may
 * use uvicorn as well, so its lines decide only where nobody writes AtlasML's own.
 */
export class SourceChooser {
  readonly #named: string | undefined;
  readonly #sources = new Map<string, Source>();

  /** @param named a service: also its containers `name-1`, `name.1.id`. */
  constructor(named: string | undefined) {
    this.#named = named;
  }

  /** The lines that are surely asked for by now. */
  push(line: Unwrapped): Unwrapped[] {
    if (line.source === undefined) return [line];
    const source = this.#sourceOf(line.source);
    if (source.verdict === 'open') {
      const form = formOf(line.text);
      source.hasUvicorn ||= form === 'uvicorn';
      source.held.push(line);
      if (form === 'own') return this.#release(source);
      if (source.held.length >= MOST_HELD) this.#refuse(source);
      return [];
    }
    if (source.verdict === 'chosen') return [line];
    return [];
  }

  /** The lines of sources that never were judged, when nothing follows. */
  end(): Unwrapped[] {
    const open = [...this.#sources.values()].filter((s) => s.verdict === 'open');
    if (this.chosen.length === 0) {
      const likely = open.filter((s) => s.hasUvicorn);
      return (likely.length > 0 ? likely : open).flatMap((source) => this.#release(source));
    }
    for (const source of open) this.#refuse(source);
    return [];
  }

  get chosen(): string[] {
    return this.#namesOf('chosen');
  }

  /** The other sources, whose lines are left out. */
  get others(): string[] {
    return [...this.#namesOf('other'), ...this.#namesOf('open')];
  }

  #namesOf(verdict: Source['verdict']): string[] {
    return [...this.#sources].filter(([, s]) => s.verdict === verdict).map(([name]) => name);
  }

  #sourceOf(name: string): Source {
    const known = this.#sources.get(name);
    if (known) return known;
    const verdict = this.#named === undefined ? 'open' : isOf(name, this.#named) ? 'chosen' : 'other';
    const source: Source = { verdict, held: [], hasUvicorn: false };
    this.#sources.set(name, source);
    return source;
  }

  #release(source: Source): Unwrapped[] {
    source.verdict = 'chosen';
    return source.held.splice(0);
  }

  #refuse(source: Source): void {
    source.verdict = 'other';
    source.held = [];
  }
}

/** A container of a service: `atlasml-1`, `atlasml_1`, `atlasml.1.id@node`. */
const isOf = (name: string, service: string) =>
  name === service || (name.startsWith(service) && /^[-_.]\d+(?:\.|$)/.test(name.slice(service.length)));
