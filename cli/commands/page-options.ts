import { flag, text, texts } from '../options.ts';

/** Where the page is served, for the commands that have one. */
export const PAGE_OPTIONS = {
  listen: text('HOST:PORT', 'where the page is served; 127.0.0.1:8790 when it is left out, if that is free'),
  'page-name': texts('NAME', 'a name by which browsers ask for the page, such as that of a proxy in front of it'),
  'without-page': flag('serve no page'),
};
