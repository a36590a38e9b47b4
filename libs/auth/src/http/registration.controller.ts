import { Body, Controller, HttpCode, Post, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AuthThrottle, Costs, CurrentRequest, type HeaderSink, Problems, Public } from '#access';
import type { RequestContext } from '#kernel';
import { Prelogin } from '../application/login/prelogin.js';
import { Registration } from '../application/login/registration.js';
import { registeredResponse } from './account.presenter.js';
import { RegisteredResponse } from './dto/account.answers.js';
import { PreloginResponse } from './dto/login.answers.js';
import { PreloginRequest } from './dto/login.requests.js';
import { RegisterRequest, registrationOf } from './dto/registration.requests.js';
import { preloginResponse } from './login.presenter.js';

@ApiTags('Authentication')
@Controller('auth')
export class RegistrationController {
  constructor(
    private readonly registration: Registration,
    private readonly derivations: Prelogin,
  ) {}

  @Post('register')
  @Costs(50)
  @Public()
  @AuthThrottle('register')
  @Problems('registration_closed', 'username_taken', 'keyring_unavailable')
  @ApiOperation({
    summary: 'Create your own account',
    description:
      'Works if the operator allows it. Send a password, or a login_secret that your client derives from one. The answer does not tell whether somebody uses the address: it becomes yours when you verify it. A code for that is mailed to it after the answer, if this server sends mail.',
  })
  @ApiCreatedResponse({
    type: RegisteredResponse,
    headers: { Location: { description: 'The path of the account.', schema: { type: 'string' } } },
  })
  async register(
    @CurrentRequest() request: RequestContext,
    @Body() body: RegisterRequest,
    @Res({ passthrough: true }) reply: HeaderSink,
  ): Promise<RegisteredResponse> {
    const user = await this.registration.register(request, registrationOf(body));
    reply.header('Location', `/api/v1/users/${user.id}`);
    return registeredResponse(user);
  }

  @Post('prelogin')
  @HttpCode(200)
  @Public()
  @AuthThrottle('prelogin')
  @ApiOperation({
    summary: 'Get the parameters of your key derivation',
    description:
      'For a login with a login_secret. A name without an account gets an answer too, the same one each time.',
  })
  @ApiOkResponse({ type: PreloginResponse })
  async prelogin(@Body() body: PreloginRequest): Promise<PreloginResponse> {
    return preloginResponse(await this.derivations.derivationFor(body.username));
  }
}
