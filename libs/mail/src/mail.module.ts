import { Logger, Module, type OnApplicationShutdown } from '@nestjs/common';
import { Config } from '#config';
import { Clock } from '#kernel';
import { NoMailTransport } from './adapters/no.mail-transport.js';
import { OutboxMailTransport } from './adapters/outbox.mail-transport.js';
import { SmtpMailTransport } from './adapters/smtp.mail-transport.js';
import { Mailer } from './application/mailer.js';
import { failureKind } from './domain/failure-kind.js';
import { MailAlarm } from './ports/mail-alarm.js';
import { MailTransport } from './ports/mail-transport.js';

const log = new Logger('mail');

function transportOf({ mail }: Config, clock: Clock): MailTransport {
  switch (mail.kind) {
    case 'smtp':
      return new SmtpMailTransport(mail);
    case 'outbox':
      return new OutboxMailTransport(mail, clock);
    case 'none':
      return new NoMailTransport();
  }
}

/** Config and Clock come from the global engines module. */
@Module({
  providers: [
    {
      provide: MailAlarm,
      useValue: {
        raise: (what, cause) => log.warn(cause === undefined ? what : `${what} (${failureKind(cause)})`),
      } satisfies MailAlarm,
    },
    { provide: MailTransport, useFactory: transportOf, inject: [Config, Clock] },
    {
      provide: Mailer,
      useFactory: (transport: MailTransport, alarm: MailAlarm, clock: Clock) => new Mailer(transport, alarm, clock),
      inject: [MailTransport, MailAlarm, Clock],
    },
  ],
  exports: [Mailer],
})
export class MailModule implements OnApplicationShutdown {
  constructor(private readonly mailer: Mailer) {}

  /** After the last answer, so that the mails which requests have posted still go out. */
  async onApplicationShutdown(): Promise<void> {
    await this.mailer.close();
  }
}
