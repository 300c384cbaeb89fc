/** Only a whole address of the web can be opened; anything else stays text. */
export const isWeb = (url: string): boolean => URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
