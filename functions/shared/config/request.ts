import { z } from 'zod';
import { bodyOf } from './asked-of-endpoint.ts';

/** The most that is sent, in bytes: it becomes part of the function. */
export const MOST_OF_A_REQUEST = 16_384;

/** What a POST endpoint is sent: JSON, or text; `file` is read beside the configuration before anything else looks at it. */
export const requestSchema = z
  .strictObject({ json: z.unknown().optional(), text: z.string().optional(), file: z.string().min(1).optional() })
  .superRefine((request, context) => {
    const wrong = (message: string, ...path: string[]) => context.addIssue({ code: 'custom', path, message });
    const forms = ['json', 'text', 'file'].filter((key) => request[key as 'json'] !== undefined);
    if (forms.length !== 1) return wrong('needs json, text or file, and only one of them');
    if (request.file !== undefined)
      return wrong('is read only where the configuration is a file; write json or text here', 'file');
    const body = bodyOf(request);
    if (body === undefined) return wrong('cannot be written as JSON', 'json');
    const bytes = Buffer.byteLength(body);
    if (bytes > MOST_OF_A_REQUEST) wrong(`takes ${bytes} bytes; ${MOST_OF_A_REQUEST} are the most`, ...forms);
  });
