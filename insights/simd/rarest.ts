/** The characters of AtlasML's recorded logs, the most frequent first; what is not among them is rare. */
const FREQUENT = ' -et1aoni:0rs25T/pcNdSlm.E4vu3_O"hI8P79Df6tC=AGyMRbxwgUqkHL,\'';

/** The places of the two bytes of a text that are the rarest in a log. */
export function rarest(text: Buffer): [number, number] {
  const rank = (byte: number) => {
    const at = FREQUENT.indexOf(String.fromCharCode(byte).toLowerCase());
    return at < 0 ? FREQUENT.length : at;
  };
  const places = Array.from(text, (byte, place) => ({ place, rank: rank(byte) })).sort(
    (a, b) => b.rank - a.rank || a.place - b.place,
  );
  const first = places[0]?.place ?? 0;
  return [first, places[1]?.place ?? first];
}
