// These have their types in packages of their own (`@types/…`), which this repository does not install.
declare module 'body-parser';
declare module 'compression';
declare module 'cookie-session';
declare module 'morgan';
declare module 'serve-static';
