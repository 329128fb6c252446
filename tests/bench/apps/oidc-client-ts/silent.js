import { UserManager } from 'oidc-client-ts';
import { settings } from './settings.js';

new UserManager(settings).signinSilentCallback();
