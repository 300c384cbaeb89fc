/** In place of what composes mails where no mail is sent as a whole; nothing calls it then. */
export default class NoMail {}
