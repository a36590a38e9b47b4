import { SpeakeasyOneTimePasswords } from '../adapters/speakeasy.one-time-passwords.js';
import { EmailChange } from '../application/account/email-change.js';
import { EmailVerification } from '../application/account/email-verification.js';
import { MailedAddresses } from '../application/account/mailed-addresses.js';
import { ChallengeSettlement } from '../application/challenges/challenge-settlement.js';
import { Challenges } from '../application/challenges/challenges.js';
import { MailBudget } from '../application/challenges/mail-budget.js';
import { CodeAttempts } from '../application/second-factors/code-attempts.js';
import { EmailEnrolment } from '../application/second-factors/email-enrolment.js';
import { FactorChanges } from '../application/second-factors/factor-changes.js';
import { FactorCheck } from '../application/second-factors/factor-check.js';
import { FactorRemoval } from '../application/second-factors/factor-removal.js';
import { MfaLogin } from '../application/second-factors/mfa-login.js';
import { RecoveryCodes } from '../application/second-factors/recovery-codes.js';
import { RecoverySets } from '../application/second-factors/recovery-sets.js';
import { ResealSecondFactors } from '../application/second-factors/reseal-second-factors.js';
import { TotpCodes } from '../application/second-factors/totp-codes.js';
import { TotpEnrolment } from '../application/second-factors/totp-enrolment.js';
import type { QrPictures } from '../ports/qr-pictures.js';
import type { Foundation } from './foundation.js';
import type { SessionServices } from './session-services.js';

/** Shows the text itself. Real pictures have a test of their own, and cost more than all the rest of an enrolment. */
const PLAIN_PICTURES: QrPictures = { png: async (text) => Buffer.from(text).toString('base64') };

/** The services of one node around challenges and second factors. */
export function secondFactorServices(
  base: Foundation,
  { sessions, present, lockouts, opening, admission }: SessionServices,
) {
  const { stores, roots, clock, settings, accounts, policies, sealing, mailbox, trail } = base;
  const challenges = new Challenges(stores.challenges, roots, clock);
  const mailBudget = new MailBudget(stores.rates, roots, clock);
  const totpCodes = new TotpCodes(sealing, new SpeakeasyOneTimePasswords(), clock);
  const recoveryCodes = new RecoveryCodes(roots);
  const attempts = new CodeAttempts(lockouts, mailbox, settings);
  const factorCheck = new FactorCheck(accounts, attempts, challenges, totpCodes, recoveryCodes, settings, clock);
  const factorChanges = new FactorChanges(
    ...([present, accounts, sessions, admission, settings, mailbox, trail, clock] as const),
  );
  const mailed = new MailedAddresses(accounts, challenges, factorCheck);
  const recoverySets = new RecoverySets(factorChanges, recoveryCodes, settings);
  return {
    ...{ challenges, mailBudget, totpCodes, factorCheck, recoverySets },
    mfaLogin: new MfaLogin(accounts, challenges, factorCheck, opening, mailBudget, mailbox, trail),
    emailVerification: new EmailVerification(accounts, challenges, mailBudget, mailed, mailbox, trail, clock),
    emailChange: new EmailChange(
      ...([factorChanges, challenges, mailed, sessions, mailBudget, mailbox, trail, clock] as const),
    ),
    totpEnrolment: new TotpEnrolment(factorChanges, totpCodes, recoverySets, PLAIN_PICTURES, trail, clock),
    emailEnrolment: new EmailEnrolment(
      ...([factorChanges, challenges, factorCheck, recoverySets, mailBudget, mailbox, trail, clock] as const),
    ),
    factorRemoval: new FactorRemoval(factorChanges, policies.authorizer, settings),
    resealSecondFactors: new ResealSecondFactors(accounts, totpCodes),
    challengeSettlement: new ChallengeSettlement(stores.challenges, clock),
  };
}

export type SecondFactorServices = ReturnType<typeof secondFactorServices>;
