import configure from '../../scripts/tsup.mjs';

export default configure({ entries: { index: 'src/index.ts', q: 'src/q.ts' }, callable: ['q'] });
