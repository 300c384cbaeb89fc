import { describe, expect, test } from 'vitest';
import { AT, evaluated } from './support.ts';

/** Each group is a section of CWL_QuerySyntax-operations-functions.html; examples of the page are reworded. */
type Row = [expression: string, value: string | undefined];
const table = (name: string, cases: Row[]) =>
  describe(`${name} (CWL_QuerySyntax-operations-functions.html)`, () => {
    test.each(cases)('%s is %s', (expression, value) => expect(evaluated(expression)).toBe(value));
  });

table('arithmetic operators', [
  ['1 + 2 * 3', '7'],
  ['(1 + 2) * 3', '9'],
  ['7 - 2 - 1', '4'],
  ['7 / 2', '3.5'],
  ['2 ^ 3', '8'],
  ['2 ^ 3 ^ 2', '512'],
  ['-2 ^ 2', '-4'],
  ['2 ^ -1', '0.5'],
  ['10 % 3', '1'],
  ['"6" * "7"', '42'],
  ['1 / 0', undefined],
  ['1 + missing', undefined],
  ['"a" + 1', undefined],
  ['- -3', '3'],
  ['1.5e3 + .5', '1500.5'],
]);

table('boolean and comparison operators', [
  ['1 = 1 and 2 = 2', '1'],
  ['1 = 2 or 2 = 2', '1'],
  ['1 = 1 or 1 = 1 and 1 = 2', '1'],
  ['not 1 = 1', '0'],
  ['not 1 = 2 and 1 = 1', '1'],
  ['!(1 = 2)', '1'],
  ['"5" = 5', '1'],
  ['"10" > 9', '1'],
  ['"b" > "a"', '1'],
  ['"a" != "b"', '1'],
  ['2 <= 2', '1'],
  ['2 >= 3', '0'],
  ['missing = 1', '0'],
  ['missing != 1', '0'],
  ['"2" in [1, 2, 3]', '1'],
  ['"22" in ["2"]', '0'],
  ['"b" not in ["a"]', '1'],
  ['missing in ["a"]', '0'],
]);

table('numeric functions', [
  ['abs(-2.5)', '2.5'],
  ['ceil(1.2)', '2'],
  ['floor(-1.2)', '-2'],
  ['greatest(3, 1, 2)', '3'],
  ['least(3, 1, 2)', '1'],
  ['log(1)', '0'],
  ['sqrt(16)', '4'],
  ['sqrt(-1)', undefined],
  ['round(2.5)', '3'],
  ['round(-2.5)', '-3'],
  ['round(1.005, 2)', '1.01'],
  ['round(haversine(48.137, 11.575, 52.52, 13.405))', '504'],
  ['toNumber("12.5")', '12.5'],
  ['toNumber("12x")', undefined],
  ['toInt(3.9)', '3'],
  ['toInt(4294967296)', '2147483647'],
  ['toLong("-3.9")', '-3'],
  ['toDouble("0.1")', '0.1'],
]);

table('datetime functions', [
  ['bin(5m)', '2026-11-25 10:00:00.000'],
  ['datefloor(@timestamp, 1h)', '2026-11-25 10:00:00.000'],
  ['datefloor(1642195111500, 1h)', '2022-01-14 21:00:00.000'],
  ['dateceil(1642195111500, 1h)', '2022-01-14 22:00:00.000'],
  ['dateceil(@timestamp, 1h)', '2026-11-25 10:00:00.000'],
  ['fromMillis(1642195111000)', '2022-01-14 21:18:31.000'],
  ['toMillis(@timestamp)', String(AT)],
  ['toMillis("2022-01-14T13:18:31.000-08:00")', '1642195111000'],
  ['parseDate("2026-11-25", "yyyy-MM-dd", "UTC")', String(Date.parse('2026-11-25'))],
  ['parseDate("25/Nov/2026:10:31:12 +0100", "dd/MMM/yyyy:HH:mm:ss Z")', String(Date.parse('2026-11-25T09:31:12Z'))],
  ['parseDate("2026-07-01 12:00", "yyyy-MM-dd HH:mm", "Europe/Berlin")', String(Date.parse('2026-07-01T10:00:00Z'))],
  ['parseDate("2026-02-31", "yyyy-MM-dd")', undefined],
  ['formatDate(@timestamp, "%Y-%m-%d")', '2026-11-25'],
  ['formatDate(@timestamp, "%d %b %Y %H:%M:%S", "America/New_York")', '25 Nov 2026 05:00:00'],
  ['strftime(@timestamp, "%j %A %%")', '329 Wednesday %'],
  ['formatDate(@timestamp, "%Y", "Mars/Olympus")', undefined],
]);

table('general functions', [
  ['ispresent(@message)', '1'],
  ['ispresent(missing)', '0'],
  ['coalesce(missing, "b", "c")', 'b'],
  ['coalesce(missing, alsoMissing)', undefined],
  ['case(1 = 2, "a", 1 = 1, "b", "c")', 'b'],
  ['case(1 = 2, "a", "c")', 'c'],
  ['case(1 = 2, "a")', undefined],
  ['if(1 = 1, "yes", "no")', 'yes'],
  ['isNumeric("12.5")', '1'],
  ['isNumeric("twelve")', '0'],
  ['messageSize("ä🔥")', '6'],
  ['queryStartTime()', undefined],
]);

table('JSON functions', [
  ['jsonStringify(jsonParse(\'{"a": [1, 2]}\'))', '{"a":[1,2]}'],
  ['jsonParse("no json")', undefined],
  ['jsonParse("12")', undefined],
  ['toupper(jsonParse("[1]"))', undefined],
  ['jsonParse("[1]") = jsonParse("[1]")', '0'],
  ['jsonArraySize("[1, 2, 3]")', '3'],
  ['jsonArraySize("{}")', undefined],
  ['jsonArrayContains(\'["admin", "user"]\', "admin")', '1'],
  ['jsonArrayContains(\'["admin"]\', "Admin")', '0'],
  ['jsonArrayContains("no json", "a")', '0'],
]);

table('IP address functions', [
  ['isValidIp("192.0.2.7")', '1'],
  ['isValidIp("2001:db8::7")', '1'],
  ['isValidIp("192.0.2.700")', '0'],
  ['isValidIpV4("2001:db8::7")', '0'],
  ['isValidIpV6("2001:db8::7")', '1'],
  ['isIpInSubnet("192.0.2.7", "192.0.2.0/24")', '1'],
  ['isIpInSubnet("2001:db8::7", "2001:db8::/32")', '1'],
  ['isIpInSubnet("192.0.3.7", "192.0.2.0/24")', '0'],
  ['isIpv4InSubnet("2001:db8::7", "2001:db8::/32")', '0'],
  ['isIpv6InSubnet("2001:db8::7", "2001:db8::/32")', '1'],
  ['isIpv4InSubnet("192.0.2.7", "no subnet")', '0'],
  ['ipv4ToNumber("1.2.3.4")', '16909060'],
  ['isPrivateIP("172.18.0.2")', '1'],
  ['isPrivateIP("8.8.8.8")', '0'],
  ['isReservedIP("127.0.0.1")', '1'],
  ['isPublicIP("8.8.8.8")', '1'],
  ['isPublicIP("10.0.0.1")', '0'],
]);

table('string functions', [
  ['isempty("")', '1'],
  ['isempty(missing)', '1'],
  ['isempty(" ")', '0'],
  ['isblank(" ")', '1'],
  ['isblank("a")', '0'],
  ['concat("a", 1, "-", missing, "b")', 'a1-b'],
  ['ltrim("  a ")', 'a '],
  ['ltrim("xyZxyfooxyZ", "xyZ")', 'fooxyZ'],
  ['rtrim("xyZfooxyxyZ", "xyZ")', 'xyZfoo'],
  ['trim("xyZxyfooxyxyZ", "xyZ")', 'foo'],
  ['strlen("🔥a")', '2'],
  ['toupper("aß")', 'ASS'],
  ['tolower("ÄB")', 'äb'],
  ['substr("xyZfooxyZ", 3, 3)', 'foo'],
  ['substr("🔥ab", 1)', 'ab'],
  ['substr("abc", 9)', ''],
  ['replace("a.b.c", ".", "-")', 'a-b-c'],
  ['replace("smoke_test", "smoke_test", "Smoke")', 'Smoke'],
  ['replace("aa", "a", "$&")', '$&$&'],
  ['regexReplace("id 12 and 345", "[0-9]+", "N")', 'id N and N'],
  ['regex_replace("user=ann", "user=(\\w+)", "<\\1>")', '<ann>'],
  ['strcontains("abc", "b")', '1'],
  ['strcontains("abc", "B")', '0'],
  ['strcontains("abc", "B", true)', '1'],
  ['startsWith("abc", "ab")', '1'],
  ['endsWith("abc", "ab")', '0'],
  ['jsonStringify(split("a,b", ","))', '["a","b"]'],
]);

table('encoding and hash functions', [
  ['urlencode("a b/ü")', 'a%20b%2F%C3%BC'],
  ['urldecode("a%20b%2F%C3%BC")', 'a b/ü'],
  ['urldecode("%")', undefined],
  ['base64encode("Hellö")', 'SGVsbMO2'],
  ['base64decode("SGVsbMO2")', 'Hellö'],
  ['base64decode("!")', undefined],
  ['hexToAscii("48656c6c6f")', 'Hello'],
  ['hexToDec("0xff")', '255'],
  ['decToHex(255)', '0xff'],
  ['decToHex(-16.9)', '-0x10'],
  ['decToHex("1e999")', undefined],
  ['md5("")', 'd41d8cd98f00b204e9800998ecf8427e'],
  ['sha256("")', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
]);

describe('bin: every unit, its plural, and the caps of the page', () => {
  const when = 'fromMillis(1795602672345)'; // 2026-11-25T10:31:12.345Z, a Wednesday
  test.each([
    ['100ms', '2026-11-25 10:31:12.300'],
    ['5000ms', '2026-11-25 10:31:12.000'],
    ['10s', '2026-11-25 10:31:10.000'],
    ['300s', '2026-11-25 10:31:00.000'],
    ['20secs', '2026-11-25 10:31:00.000'],
    ['5m', '2026-11-25 10:30:00.000'],
    ['90min', '2026-11-25 10:00:00.000'],
    ['3h', '2026-11-25 09:00:00.000'],
    ['48hrs', '2026-11-25 00:00:00.000'],
    ['1d', '2026-11-25 00:00:00.000'],
    ['1week', '2026-11-23 00:00:00.000'],
    ['1mo', '2026-11-01 00:00:00.000'],
    ['2months', '2026-11-01 00:00:00.000'],
    ['1q', '2026-10-01 00:00:00.000'],
    ['1yr', '2026-01-01 00:00:00.000'],
  ])('datefloor(…, %s)', (period, expected) => expect(evaluated(`datefloor(${when}, ${period})`)).toBe(expected));
  test('dateceil of a month is the next month', () =>
    expect(evaluated(`dateceil(${when}, 1mo)`)).toBe('2026-12-01 00:00:00.000'));
});

test('now() is the start of the query in seconds', () => {
  expect(evaluated('now()', 'x', { nowMs: 1_795_602_672_345 })).toBe('1795602672');
});
