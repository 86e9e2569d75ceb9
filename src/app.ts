import express, { type Express } from 'express';
import { createAssets } from './assets';
import { requireAccount } from './authentication/require-account';
import { accountClosedController, accountClosureController } from './controllers/account-closure';
import { browserSignOutsController } from './controllers/authentication/browser-sign-outs';
import { emailChangeController } from './controllers/authentication/email-change';
import { passwordChangeController } from './controllers/authentication/password-change';
import { passwordResetController } from './controllers/authentication/password-reset';
import { signInController } from './controllers/authentication/sign-in';
import { signOutController } from './controllers/authentication/sign-out';
import { signUpController } from './controllers/authentication/sign-up';
import { contactSelectionController } from './controllers/contact-selection';
import { contactsController } from './controllers/contacts';
import { deletedContactsController } from './controllers/deleted-contacts';
import { examplesController } from './controllers/examples';
import { forgettingController } from './controllers/forgetting';
import { healthController } from './controllers/health';
import { historyController } from './controllers/history';
import { homeController } from './controllers/home';
import { interactionsController } from './controllers/interactions';
import { meetingsController } from './controllers/meetings';
import { outboxController } from './controllers/outbox';
import { settingsController } from './controllers/settings';
import { stayInTouchController } from './controllers/stay-in-touch';
import { tagsController } from './controllers/tags';
import type { AppDeps } from './deps';
import { appearance } from './http/appearance';
import { refuseBrokenAddresses } from './http/broken-addresses';
import { compressPages } from './http/compress-pages';
import { crossSiteRefusal } from './http/cross-site-refusal';
import { errorHandler, notFound } from './http/error-handler';
import { formBodies } from './http/form-bodies';
import { lastSeen } from './http/last-seen';
import { noStore } from './http/no-store';
import { requestId } from './http/request-id';
import { requestLog } from './http/request-log';
import { securityHeaders } from './http/security-headers';
import { sessions } from './http/sessions';
import { createKith } from './kith';
import { layoutLocals, useViews } from './views';

/** The web application: what happens to a request, from top to bottom. */
export function createApp(deps: AppDeps): Express {
  const { config, log } = deps;
  const assets = createAssets();
  const kith = createKith(deps);
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  // In production one proxy stands in front, and tells the person's address and whether TLS was used.
  app.set('trust proxy', config.production ? 1 : false);
  useViews(app, assets);

  app.use(requestId());
  app.use(requestLog(log));
  app.use(securityHeaders(config));
  app.use(assets.serve);
  app.use(healthController(deps));
  app.use(compressPages());
  app.use(layoutLocals());
  app.use(appearance());
  app.use(noStore());
  app.use('/assets', notFound);
  app.use(refuseBrokenAddresses());
  app.use(crossSiteRefusal(config));
  app.use(sessions(deps));
  app.use(formBodies());

  app.use(accountClosedController());
  app.use(homeController(kith));
  app.use(signUpController(deps, kith));
  app.use(signInController(deps));
  app.use(signOutController());
  app.use(passwordResetController(deps));
  app.use(outboxController(deps));

  app.use(requireAccount());
  app.use(lastSeen(deps));
  app.use(examplesController(kith));
  app.use(contactsController(kith));
  app.use(contactSelectionController(kith));
  app.use(interactionsController(kith));
  app.use(tagsController(kith));
  app.use(stayInTouchController(kith));
  app.use(meetingsController(kith));
  app.use(deletedContactsController(kith));
  app.use(forgettingController(kith));
  app.use(historyController(kith));
  app.use(settingsController(kith));
  app.use(emailChangeController(deps));
  app.use(passwordChangeController(deps));
  app.use(accountClosureController(deps, kith));
  app.use(browserSignOutsController(deps));

  app.use(notFound);
  app.use(errorHandler(log));
  return app;
}
