#!/usr/bin/env node
import { main } from '../cli/main.ts';
import userConfig from '../monitor.config.ts';

const { text, code } = await main(process.argv.slice(2), userConfig, process.env);
if (text) (code === 2 ? console.error : console.log)(text);
process.exitCode = code;
