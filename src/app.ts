import express, { type Express } from 'express';
import { endWhereClosed } from './accounts/end-where-closed';
import { requireAccount } from './accounts/require-account';
import type { AppDeps } from './base/deps';
import { createKith } from './kith';
import { createAssets } from './web/assets';
import { accountClosedController, accountClosureController } from './web/controllers/account-closure';
import { browserSignOutsController } from './web/controllers/authentication/browser-sign-outs';
import { emailChangeController } from './web/controllers/authentication/email-change';
import { passwordChangeController } from './web/controllers/authentication/password-change';
import { passwordResetController } from './web/controllers/authentication/password-reset';
import { signInController } from './web/controllers/authentication/sign-in';
import { signOutController } from './web/controllers/authentication/sign-out';
import { signUpController } from './web/controllers/authentication/sign-up';
import { contactSelectionController } from './web/controllers/contact-selection';
import { contactsController } from './web/controllers/contacts';
import { deletedContactsController } from './web/controllers/deleted-contacts';
import { examplesController } from './web/controllers/examples';
import { forgettingController } from './web/controllers/forgetting';
import { healthController } from './web/controllers/health';
import { historyController } from './web/controllers/history';
import { homeController } from './web/controllers/home';
import { interactionsController } from './web/controllers/interactions';
import { meetingsController } from './web/controllers/meetings';
import { outboxController } from './web/controllers/outbox';
import { settingsController } from './web/controllers/settings';
import { stayInTouchController } from './web/controllers/stay-in-touch';
import { tagsController } from './web/controllers/tags';
import { appearance } from './web/middleware/appearance';
import { refuseBrokenAddresses } from './web/middleware/broken-addresses';
import { compressPages } from './web/middleware/compress-pages';
import { crossSiteRefusal } from './web/middleware/cross-site-refusal';
import { errorHandler, notFound } from './web/middleware/error-handler';
import { formBodies } from './web/middleware/form-bodies';
import { lastSeen } from './web/middleware/last-seen';
import { noStore } from './web/middleware/no-store';
import { requestId } from './web/middleware/request-id';
import { requestLog } from './web/middleware/request-log';
import { securityHeaders } from './web/middleware/security-headers';
import { sessions } from './web/middleware/sessions';
import { layoutLocals, useViews } from './web/views';

/** Creates the web application. A request passes through the middleware and controllers from top to bottom. */
export function createApp(deps: AppDeps): Express {
  const { config, log } = deps;
  const assets = createAssets();
  const kith = createKith(deps);
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  // Decides whose X-Forwarded-For and X-Forwarded-Proto make up `req.ip` and `req.secure`.
  app.set('trust proxy', config.trustedProxies);
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
  // Before the session, so that a page about an unavailable database can show what was typed.
  app.use(formBodies());
  app.use(sessions(deps));

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
  app.use(endWhereClosed(deps));
  app.use(errorHandler(log));
  return app;
}
