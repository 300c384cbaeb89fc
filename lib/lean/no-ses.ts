/** In place of SES's client where the configuration does not ask for it; nothing calls it then. */
class NoSes {}

export { NoSes as GetEmailIdentityCommand, NoSes as SESv2Client, NoSes as SendEmailCommand };
