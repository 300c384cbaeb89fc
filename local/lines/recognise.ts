import { appLine, uvicornPrefix } from '../../functions/shared/atlasml/log-format.ts';
import { NOISE } from '../../functions/shared/atlasml/noise.ts';

const OWN = new RegExp(`^${appLine('[A-Z]+')}`);
const UVICORN = new RegExp(`^${NOISE}${uvicornPrefix('(?:DEBUG|INFO|WARNING|ERROR|CRITICAL)')}`);

/** Whose form a line has: AtlasML's own, or uvicorn's, which other services use too. */
export function formOf(text: string): 'own' | 'uvicorn' | undefined {
  if (OWN.test(text)) return 'own';
  return UVICORN.test(text) ? 'uvicorn' : undefined;
}
