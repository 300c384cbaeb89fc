import { expect, test } from 'vitest';
import { Player, readPlayAsked } from '../../../local/capsule/player.ts';

const span = { fromMs: 1_000_000, untilMs: 1_600_000 };
function playing(atMs = 1_100_000) {
  let elapsedMs = 5;
  const player = new Player(span, atMs, () => elapsedMs);
  const pass = (ms: number) => {
    elapsedMs += ms;
  };
  return { player, pass };
}

test('it stands until it is played, runs at its speed, and stands again', () => {
  const { player, pass } = playing();
  pass(1_000);
  expect([player.now(), player.speed]).toEqual([1_100_000, 0]);
  player.play({ isPlaying: true, speed: 10 });
  pass(1_000);
  expect([player.now(), player.speed]).toEqual([1_110_000, 10]);
  player.play({ speed: 60 });
  pass(1_000);
  expect(player.now()).toBe(1_170_000);
  player.play({ isPlaying: false });
  pass(1_000);
  expect([player.now(), player.speed, player.chosenSpeed]).toEqual([1_170_000, 0, 60]);
});

test('it goes to any moment within, and on from there', () => {
  const { player, pass } = playing();
  player.play({ isPlaying: true, speed: 1 });
  player.play({ toMs: 1_200_000 });
  pass(500);
  expect(player.now()).toBe(1_200_500);
  player.play({ toMs: 0 });
  expect(player.now()).toBe(span.fromMs);
  player.play({ toMs: 9e9 });
  expect(player.now()).toBe(span.untilMs);
});

test('at its end it stands; played there it begins anew', () => {
  const { player, pass } = playing();
  player.play({ isPlaying: true, speed: 300 });
  pass(60_000);
  expect([player.now(), player.speed, player.isPlaying]).toEqual([span.untilMs, 0, false]);
  player.play({ isPlaying: true });
  pass(1_000);
  expect(player.now()).toBe(span.fromMs + 300_000);
});

test.each([[{ isPlaying: 'yes' }], [{ speed: 7 }], [{ speed: '10' }], [{ toMs: 'now' }], [{ toMs: Number.NaN }]])(
  '%j is no wish',
  (body) => expect(readPlayAsked(body)).toBeUndefined(),
);
