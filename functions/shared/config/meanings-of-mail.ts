import type { Meaning } from './meaning.ts';

/** What the keys of `ses` and `smtp` mean; see `meanings.ts`. */
export const OF_MAIL: Readonly<Record<string, Meaning>> = {
  'ses.from': 'the sender; its identity is verified in SES, in the region of the stack',
  'ses.identity': { standsFor: 'the domain of `from`', text: 'the verified identity, which the functions may send as' },

  'smtp.host': 'the mail server, without port',
  'smtp.port': { standsFor: '587, 465 or 25', text: 'by `security`' },
  'smtp.security':
    '`starttls`, `tls` (from the first byte), or `none` for a server on the same machine or its private network, then without `user` and password; the certificate is always checked',
  'smtp.user': 'both or neither; the password is a [secret](#secrets)',
  'smtp.passwordParameter': 'both or neither; the password is a [secret](#secrets)',
  'smtp.from': 'the sender; the server must let `user` send as it',
  'smtp.to': { standsFor: 'the addresses of `email`', text: 'who gets them, up to 20; each gets a mail of its own' },
};
