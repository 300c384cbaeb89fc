/** A text in single quotes, as bash and zsh read it. */
export const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** A part of the name of a function. */
export const bare = (text: string): string => text.replaceAll(/\W/g, '_');
