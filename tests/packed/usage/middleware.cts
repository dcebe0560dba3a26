import connect = require('@sluice/middleware');

const app: connect.Server = connect();
const layer: connect.NextHandleFunction = (_req, _res, next) => next();
app.use(layer);
if (app.stack[0]?.handle !== layer) throw new Error('the stack must hold the layer itself');
console.log('ok');
