import { describe, expect, test } from 'vitest';
import { cutText } from '../../../../functions/shared/text/cut.ts';
import { redact } from '../../../../functions/shared/text/redact.ts';
import { formsOf, SECRET } from '../../../secrets/forms.ts';

describe.each(Object.entries(formsOf(SECRET)))('%s', (_kind, forms) => {
  test.each(forms)('%s', (text) => {
    const redacted = redact(text);
    expect(redacted).not.toContain(SECRET.slice(0, 8));
    expect(redacted).not.toContain(SECRET.slice(-8));
    expect(redacted).toContain('[redacted]');
    expect(redact(redacted)).toBe(redacted);
  });
});

test.each<[string, string]>([
  ['U59', "httpcore.LocalProtocolError: Illegal header value b'3f0a9c7b5d1e4f2a8b6c0d9e7f1a2b3c\\n'"],
  ['U60', 'ATLAS_API_KEYS=key-one-abc,key-two-def'],
  ['U60', 'aws_secret_access_key=wJalrXUtnEXAMPLEKEY'],
])('%s: %s', (_id, text) => {
  expect(redact(text)).not.toMatch(/3f0a9c7b|key-one-abc|key-two-def|wJalrXUtn/);
});

describe('the words around a secret stay', () => {
  test.each([
    ['Authorization: Bearer abc, jane.doe@example.org disk full', 'Authorization: [redacted], [redacted]@example.org disk full'],
    ['Authorization: Digest username="u", response="abc" refused', 'Authorization: [redacted] refused'],
    ["[('x-api-key', 'abc'), ('host', 'a.b')]", "[('x-api-key', '[redacted]'), ('host', 'a.b')]"],
    ['{"api_key": "abc", "model": "m"}', '{"api_key": "[redacted]", "model": "m"}'],
    ['{"password": 12345678, "n": 1}', '{"password": "[redacted]", "n": 1}'],
    ['{"a":"{\\"api_key\\": \\"abc\\", \\"b\\": 1}"}', '{"a":"{\\"api_key\\": \\"[redacted]\\", \\"b\\": 1}"}'],
    ['{"secrets": {"a": "b"}, "n": [1]}', '{"secrets": "[redacted]", "n": [1]}'],
    ['GET https://a.b/x?api_key=abc&course=7 "HTTP/1.1 403"', 'GET https://a.b/x?api_key=[redacted]&course=7 "HTTP/1.1 403"'],
    ['AccountName=x;AccountKey=abc==;EndpointSuffix=y', 'AccountName=x;AccountKey=[redacted];EndpointSuffix=y'],
    ['postgres://u:p@w@db.example.org:5432/x is away', 'postgres://[redacted]@db.example.org:5432/x is away'],
    ["input_value={'title': 'my ess...y text'}, input_type=dict]", 'input_value=[redacted], input_type=dict]'],
    ['{"message":"Request body was: abc","n":1}', '{"message":"Request body was: [redacted]","n":1}'],
    ['user erika.mustermann+x@tum.de not found', 'user [redacted]@tum.de not found'],
    ['run --api-key abc --verbose', 'run --api-key [redacted] --verbose'],
    ["curl -H 'X-Api-Key: k1 b c' https://a.b/", "curl -H 'X-Api-Key: [redacted]' https://a.b/"],
  ])('%s', (text, redacted) => expect(redact(text)).toBe(redacted));
});

describe('what is no secret stays readable', () => {
  test.each([
    'token count 512',
    'max_tokens=4096, total_tokens: 37, {"prompt_tokens": 5}',
    'tokens: 512',
    'tokenizer: x, secretary: Ms X, keyboard: de, monkey=1, donkey: 2',
    "KeyError: 'key'",
    "KeyError: 'api_key'",
    'Authorization header missing',
    'authorization: missing',
    'token is invalid',
    'The token is only valid for an hour',
    'API key is missing',
    'Incorrect API key provided (took 0.342s)',
    'password: must be longer',
    'Bearer token missing',
    'Basic authentication failed',
    'Unexpected token \'<\', "<html>" is not valid JSON',
    '123e4567-e89b-12d3-a456-426614174000',
    'a94a8fe5ccb19ba61c4c0873d391e987982fbbd3',
    'sha256:a3b5c6d7e8f90123456789abcdef0123456789abcdef0123456789abcdef0123',
    'Root=1-67891233-abcdef012345678912345678',
    '  File "/usr/local/lib/python3.12/site-packages/weaviate/connect/v4.py", line 42, in connect',
    '    auth_credentials=auth_credentials, token=token, api_key=self.api_key',
    'def f(token: str, password: str | None = None) -> None:',
    '2026-11-25 10:00:00 - ERROR - atlasml.routers.competency - Saving failed: Connection refused',
    'INFO:     127.0.0.1:43210 - "POST /api/v1/competency/suggest HTTP/1.1" 500 Internal Server Error',
    'undici@8.12.4, atlasml@sha256',
    'DB_PASSWORD_FILE=/run/secrets/db, PWD=/app, HOME=/root',
    'primary_key: id, sort_key=abc, cache_key: x',
    'docker run -u 1000:1000 image',
    'sk-learn, scikit-learn, risk-averse, npm_config_cache=x, hf_hub_download failed',
    'https://example.org/path?course=7&page=2&code=1',
    'exit code=1, signature: (x, y), input: 5 files',
    'arn:aws:secretsmanager:us-east-1:123456789012:secret:name',
    'connect ECONNREFUSED 10.0.4.7:8080 at 10:31:04, took 0.342s',
    'CSRFTokenError: x, SecretNotFound: y, TokenExpiredError: jwt expired',
    'password: None, token=null, api_key=""',
    '📥 Request POST /api/v1/competency/suggest',
    'model text-embedding-3-large, gpt-4o-mini: token index 12, tokenizer cl100k_base',
    'cache key 3f2504e0-4f89-11d3-9a0c-0305e82c3301, idempotency key: 3f2504e0-4f89-11d3-9a0c-0305e82c3301',
    's3 key logs/2026/11/25/atlasml-1a2b3c.gz, partition key a1b2c3d4e5f6, object key course12/exercise7a',
    'session 4bf92f3577b34da6a3ce929d0e0e4736 closed, x-request-id: 7Q2V9XK3PZ1MAb',
    'password policy v2, API key rotation in 12d, token bucket: 12r/s burst5',
    'password reset link sent for user42',
    'column "key1" not found, key "course_12" missing, key=lambda r: r.score2',
    'Value: abc123, value="gpt-4o-mini", 0x7f3a2b1c9d8e',
    'Das Passwort ist falsch, der Token ist abgelaufen, Passwort: falsch',
    '250-AUTH PLAIN LOGIN XOAUTH2, AUTH LOGIN failed, AUTH PLAIN rejected',
    '334 items in 12 batches',
    'git@github.com:ls1intum/edutelligence.git',
    'Unknown token: EOF',
    'docker run -p 8080:80 -u 1000 image, curl -u, psql -p 5432, ssh -p 22 host, mysql -u root atlas, mysql is up',
    'Request 4bf92f3577b34da6a3ce929d0e0e4736 is not in the cache, and 7Q2V9XK3PZ1MAb is a key of no course',
    "expected 12 items, got 13a; expected 'competency', got 'exercise'",
    'tokenizer_v2a, token_type_ids2, secretary1, passwordless, api_keys_v2, keyboard104',
    'Größe: 12, Straße: Hauptstr. 5a, für Überprüfung=ja, Schlüsselwort: Suche, Kennwörter fehlen',
    'La clave no existe, le mot de passe est faux, a senha é inválida, Passwort: nicht gesetzt',
    'https://a.b/%70ath?x=1, \\u0070ath: /x, \\x70ath=/usr/lib, 100%=all',
    'Total $12.50, $HOME/x, {SHA: 1}, $1 and $2$, price: 5$ a month',
    '{"k": 5, "d": "2026-11-25", "p": "page", "q": "search words"}',
    'user/repository@sha256, @types/node@24.19.2, registry/team/image@sha256:ab',
    'AUTH LOGIN failed: try again, AUTH is on, 334 lines read',
    'Version 1.2.3... done, waiting ... 5 s, loading…ok',
  ])('%s', (text) => expect(redact(text)).toBe(text));
});

describe('of a secret that was cut in its middle nothing is left where its begin is known', () => {
  test.each([
    ['ghp_16C7e42F292c', 'a token'],
    ['github_pat_11ABC', 'a token of another form'],
    ['password="correct horse', 'a text without its closing quote'],
    ['-----BEGIN RSA PRIVATE KEY-----\nMIIEvQIBADANBgkq', 'a key without its end'],
    ['{"secrets": {"a": "horse', 'an object'],
    ['Authorization: Digest username="u", response="horse', 'parameters'],
    ["input_value={'title': 'horse", 'an input'],
    ['eyJhbGciOi', 'a web token'],
    ['https://user:horse@', 'a URL'],
  ])('%s: %s', (text) => {
    expect(redact(text)).not.toMatch(/16C7|11ABC|horse|MIIE|hbGci/);
  });

  test('its end behind the cut goes with it', () => {
    const text = `refused: api_key=${'a1'.repeat(60)}Zz9`;
    expect(redact(cutText(text, 60))).toBe('refused: api_key=[redacted]');
  });

  test('the lines of a key whose begin was cut away', () => {
    const text =
      'u7Yz9QIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQ\nMIIEvQIBADANBgkqhkiG9w0BAQ==\n-----END PRIVATE KEY-----\nwell';
    expect(redact(text)).toBe('[redacted]\n[redacted]\nwell');
  });
});

test.each([
  ['a cookie whose quoted value is empty', 'Cookie: a=b, c="'],
  ['a cookie whose quoted value nobody closes', 'Cookie: x, y="zzzz'],
  ['the cookie that is set', 'Set-Cookie: , k="'],
  ['a cookie that ends with a line', 'Cookie: a=\nnext line'],
])('what is JSON stays JSON: %s', (_title, header) => {
  for (const value of [{ a: header }, { a: `svc\t${header}`, b: 'c@"}}' }, { 'header value b': { a: header } }]) {
    const hidden = JSON.parse(redact(JSON.stringify(value)));
    expect(Object.keys(hidden)).toEqual(Object.keys(value));
    expect(JSON.stringify(hidden)).not.toContain('zzzz');
  }
});
