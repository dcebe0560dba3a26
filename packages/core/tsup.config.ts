import configure from '../../scripts/tsup.mjs';

export default configure({ platform: true });
