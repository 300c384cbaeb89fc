const LEVEL =
  /^(?:\d{4}-\d\d-\d\d \d\d:\d\d:\d\d - (DEBUG|INFO|WARNING|ERROR|CRITICAL) - |(DEBUG|INFO|WARNING|ERROR|CRITICAL): )/;

/** The level of a line, by how AtlasML and uvicorn begin theirs; undefined for one that goes on with the line before. @param {string} message */
export function levelOf(message) {
  const [, ours, uvicorn] = LEVEL.exec(message) ?? [];
  const level = (ours ?? uvicorn)?.toLowerCase();
  return level === 'critical' ? 'error' : level;
}
