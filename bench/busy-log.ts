/** How many of what a busy AtlasML wrote. */
export interface Written {
  answered: number;
  failed: number;
}

const stamp = (ms: number) => new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
/** Of so many requests one fails, with its traceback. */
const FAILS_EACH = 1_000;

/** Lines of requests as AtlasML writes them, half of them with emoji; one in a thousand fails. */
export class BusyLog {
  #requests = 0;

  /** @param bytes at least so many. @param ms the moment, epoch ms. */
  next(bytes: number, ms: number): { text: string } & Written {
    const at = stamp(ms);
    const written = { answered: 0, failed: 0 };
    let text = '';
    while (text.length < bytes) {
      const n = this.#requests++;
      const fails = n % FAILS_EACH === 0;
      const took = `${(n % 900) / 1000}`.padEnd(5, '0');
      text += `${at} - INFO - atlasml.app - 🔄 POST /api/v1/competency/suggest\n`;
      text += `${at} - INFO - atlasml.routers.competency - Suggesting competencies for description of ${n % 4_000} characters\n`;
      if (fails) {
        text += `${at} - ERROR - atlasml.utils - Unexpected error in suggest_competencies: boom ${n}\nTraceback (most recent call last):\n`;
        text += '  File "/app/atlasml/utils.py", line 12, in suggest\n    raise ValueError("boom")\nValueError: boom\n';
        written.failed++;
      } else written.answered++;
      text += `${at} - INFO - atlasml.app - 📤 Response: ${fails ? 500 : 200} (took ${took}s)\n`;
      text += `INFO:     10.0.${n % 200}.7:${40_000 + (n % 20_000)} - "POST /api/v1/competency/suggest HTTP/1.1" ${fails ? '500 Internal Server Error' : '200 OK'}\n`;
    }
    return { text, ...written };
  }
}
