import { Body, Controller, HttpCode, Post, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { AuthThrottle, CurrentRequest, type HeaderSink, Problems, Public } from '#access';
import type { RequestContext } from '#kernel';
import { Prelogin } from '../application/login/prelogin.js';
import { Registration } from '../application/login/registration.js';
import {
  PreloginRequest,
  PreloginResponse,
  preloginResponse,
  RegisteredResponse,
  RegisterRequest,
  registeredResponse,
  registrationOf,
} from './dto/registration.requests.js';

@ApiTags('Authentication')
@Controller('auth')
export class RegistrationController {
  constructor(
    private readonly registration: Registration,
    private readonly derivations: Prelogin,
  ) {}

  @Post('register')
  @Public()
  @AuthThrottle()
  @Problems('registration_closed', 'username_taken', 'keyring_unavailable')
  @ApiOperation({
    summary: 'Make an account of your own',
    description:
      'Where the operator allows it. Send a password, or a login_secret that your client derives from one. Nothing tells whether the address is in use: it becomes yours when you verify it.',
  })
  @ApiCreatedResponse({
    type: RegisteredResponse,
    headers: { Location: { description: 'Where it is.', schema: { type: 'string' } } },
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
  @AuthThrottle()
  @ApiOperation({
    summary: 'Ask how to derive your keys',
    description: 'Before a login with a login_secret. A name that no account has gets an answer too, always the same.',
  })
  @ApiOkResponse({ type: PreloginResponse })
  async prelogin(@Body() body: PreloginRequest): Promise<PreloginResponse> {
    return preloginResponse(await this.derivations.derivationFor(body.username));
  }
}
