import { expect, test } from 'vitest';
import { hideAddresses } from '../../../../functions/shared/text/hide-addresses.ts';

test.each([
  ['connect ECONNREFUSED 10.0.4.7:8080', 'connect ECONNREFUSED [address]:8080'],
  ['10.0.0.1 refused the connection', '[address] refused the connection'],
  ['at http://192.168.1.20:8080/v1 and again', 'at http://[address]:8080/v1 and again'],
  ['peer [2001:db8::17]:50051 is gone', 'peer [[address]]:50051 is gone'],
  ['via ::1.', 'via [address].'],
  ['at 10:31:04, release 1.2.3, HTTP/1.1', 'at 10:31:04, release 1.2.3, HTTP/1.1'],
  ['version 4.22.0.1234 is none', 'version 4.22.0.1234 is none'],
  ['999.1.1.1 is none', '999.1.1.1 is none'],
])('%s', (text, hidden) => {
  expect(hideAddresses(text)).toBe(hidden);
});

test('texts are found wherever they stand, everything else stays', () => {
  const value = { check: 'health', atMs: 5, endpoints: [{ sentence: '10.0.0.1 refused', up: false, limit: null }] };
  expect(hideAddresses(value)).toEqual({
    check: 'health',
    atMs: 5,
    endpoints: [{ sentence: '[address] refused', up: false, limit: null }],
  });
});
