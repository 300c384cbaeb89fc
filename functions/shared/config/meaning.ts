/** What a key means, in the words of docs/configuration.md; `standsFor` says in words what is taken where it is left out. */
export type Meaning = string | { standsFor: string; text: string };
