import { type DynamicModule, Global, Module, type OnApplicationShutdown } from '@nestjs/common';
import { Config } from '#config';
import { Clock, Roots } from '#kernel';
import { KeyManagement } from '#keys';
import { RoleHolders } from '#policies';
import { UserStore } from '#users';
import type { Opened } from './opened.js';

/** Only the engines that were chosen are loaded: the others' drivers are a quarter of an idle server's memory. */
async function open({ engines, roots }: Config, clock: Clock): Promise<Opened> {
  if (engines.kind === 'embedded') return (await import('./embedded.js')).openEmbedded(engines, roots, clock);
  return (await import('./production.js')).openProduction(engines, roots);
}

/** Every port that the features need, on the engines that the configuration chooses. */
@Global()
@Module({})
export class EnginesModule implements OnApplicationShutdown {
  constructor(private readonly keyring: KeyManagement) {}

  /** Opens the keyring and the roots of trust; the store opens as the module starts. Throws one clear line. */
  static async open(config: Config, clock: Clock): Promise<DynamicModule> {
    const opened = await open(config, clock);
    const values = [
      { provide: Config, useValue: config },
      { provide: Clock, useValue: clock },
      { provide: Roots, useValue: opened.roots },
      { provide: KeyManagement, useValue: opened.keyring },
    ];
    const roleHolders = {
      provide: RoleHolders,
      useFactory: (users: UserStore): RoleHolders => ({ anyWith: (role) => users.anyWithRole(role) }),
      inject: [UserStore],
    };
    return {
      module: EnginesModule,
      imports: [opened.store],
      providers: [...values, roleHolders],
      exports: [...values.map(({ provide }) => provide), RoleHolders, opened.store],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.keyring.close();
  }
}
