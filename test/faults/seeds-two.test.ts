import { holdSeeds } from './support.ts';

holdSeeds(351, 150);
