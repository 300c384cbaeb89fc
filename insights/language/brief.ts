/** The begin of a text that is longer than so many characters: names and texts of a query are the writer's, of any length. */
export const brief = (text: string, most: number): string => (text.length <= most ? text : `${text.slice(0, most - 1)}…`);
