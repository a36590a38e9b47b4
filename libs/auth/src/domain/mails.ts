/** The text of a mail, without its recipient. Plain text. */
export interface MailText {
  /** One line. It holds no secret, since locked screens show it. */
  readonly subject: string;
  readonly text: string;
}

/** Tells the owner of a change or a reset, in case somebody else made it. */
export function passwordChangedMail(username: string): MailText {
  return {
    subject: 'Your Coffer password was changed',
    text: [
      `The password of your Coffer account ${username} was changed.`,
      'Every other session has ended.',
      '',
      'If that was not you, ask for a reset at once',
      '(POST /api/v1/auth/password/forgot), and tell your administrator.',
      '',
    ].join('\n'),
  };
}

/** Tells the owner that an operator has withdrawn the password. The operator has the reset token. */
export function passwordWithdrawnMail(username: string): MailText {
  return {
    subject: 'Your Coffer password was reset by an operator',
    text: [
      `An operator of this server has reset the password of your Coffer account ${username}.`,
      'The old password works no longer, and every session has ended. The operator has a',
      'token with which a new password can be set.',
      '',
      'If you did not ask for that, tell your administrator at once.',
      '',
    ].join('\n'),
  };
}

/** `expiresAt` in milliseconds since 1970. */
export function passwordResetMail(username: string, token: string, expiresAt: number): MailText {
  return {
    subject: 'Reset your Coffer password',
    text: [
      `Somebody asked for a new password for your Coffer account ${username}.`,
      `Set it with this token, once, until ${new Date(expiresAt).toISOString()}`,
      '(POST /api/v1/auth/password/reset):',
      '',
      token,
      '',
      'Your next login asks for your second factor as before. What only the old',
      'password opens stays closed.',
      '',
      'If that was not you, do nothing: your password stays as it is.',
      '',
    ].join('\n'),
  };
}

/** `expiresAt` in milliseconds since 1970. */
export function invitationMail(username: string, token: string, expiresAt: number): MailText {
  return {
    subject: 'Your invitation to Coffer',
    text: [
      `An administrator has made the Coffer account ${username} for you.`,
      `Choose its password with this token, once, until ${new Date(expiresAt).toISOString()}`,
      '(POST /api/v1/auth/invitation/accept):',
      '',
      token,
      '',
      'If you do not expect this, do nothing: nobody can log in to the account.',
      '',
    ].join('\n'),
  };
}

export function emailVerificationMail(username: string, code: string): MailText {
  const first = `This code verifies your address for the Coffer account ${username}.`;
  return addressCodeMail('Verify your e-mail address for Coffer', first, code);
}

export function emailChangeMail(username: string, code: string): MailText {
  const first = `This code makes this address the one of the Coffer account ${username}.`;
  return addressCodeMail('Confirm your new e-mail address for Coffer', first, code);
}

function addressCodeMail(subject: string, first: string, code: string): MailText {
  const text = [first, 'It is valid for 10 minutes:', '', code, '', 'If you have no such account, do nothing.', ''];
  return { subject, text: text.join('\n') };
}

const EMAIL_CHANGES = {
  asked: [
    'Somebody asked to change the e-mail address of your Coffer account',
    'was asked for: a code was mailed to the new address. This address stays until that code is sent back.',
  ],
  changed: [
    'The e-mail address of your Coffer account was changed',
    'was confirmed. Password resets and notices go there from now on. Every other session has ended.',
  ],
  moved: [
    'The e-mail address of your Coffer account was changed by an administrator',
    'was set by an administrator. Password resets and notices no longer come here. Every session has ended.',
  ],
} as const;
export type EmailChangeStep = keyof typeof EMAIL_CHANGES;

/** Tells the reader of the old address of a change of it. */
export function emailChangedMail(username: string, step: EmailChangeStep): MailText {
  const [subject, what] = EMAIL_CHANGES[step];
  const advice =
    step === 'moved'
      ? ['If you do not expect that, tell your administrator at once.']
      : [
          'If that was not you, somebody is logged in as you: change your password at once,',
          'and tell your administrator.',
        ];
  return {
    subject,
    text: [`Coffer account ${username}: another e-mail address ${what}`, '', ...advice, ''].join('\n'),
  };
}

export function mfaCodeMail(username: string, code: string): MailText {
  return {
    subject: 'Your code for Coffer',
    text: [
      `This code completes your login to the Coffer account ${username}. It is valid for this login, for 10 minutes:`,
      '',
      code,
      '',
      'If that was not you, somebody knows your password: change it.',
      '',
    ].join('\n'),
  };
}

export function factorCodeMail(username: string, code: string): MailText {
  return {
    subject: 'Confirm this address as a second factor for Coffer',
    text: [
      `This code makes this address a second factor of the Coffer account ${username}. It is valid for 10 minutes:`,
      '',
      code,
      '',
      'If that was not you, somebody is logged in as you: end their sessions and change your password.',
      '',
    ].join('\n'),
  };
}

/** Tells the owner that somebody guesses codes. Only who knows the password or holds a session can do so. */
export function wrongCodesMail(username: string, count: number): MailText {
  return {
    subject: 'Wrong codes at your Coffer account',
    text: [
      `${count} wrong codes in a row were sent for the Coffer account ${username}.`,
      'With each further one, the wait before the next code doubles, up to a day.',
      '',
      'If that was not you, somebody knows your password: change it at once,',
      'and tell your administrator.',
      '',
    ].join('\n'),
  };
}

const FACTOR_CHANGES = {
  'app-enabled': 'An authenticator app was enabled as a second factor',
  'app-disabled': 'The authenticator app was disabled as a second factor',
  'email-enabled': 'Codes by e-mail were enabled as a second factor',
  'email-disabled': 'Codes by e-mail were disabled as a second factor',
  reset: 'All second factors and recovery codes were removed by an administrator or operator',
  'recovery-codes': 'New recovery codes were made, and the old ones are void',
} as const;
export type FactorChange = keyof typeof FACTOR_CHANGES;

/** Tells the owner of a change of second factors [R25]. */
export function factorsChangedMail(username: string, change: FactorChange): MailText {
  return {
    subject: 'A second factor of your Coffer account was changed',
    text: [
      `${FACTOR_CHANGES[change]}: Coffer account ${username}. Every other session has ended.`,
      '',
      'If that was not you, change your password at once and tell your administrator.',
      '',
    ].join('\n'),
  };
}
