package dev.pirn;

/** Wait: what a promise stands for, and what to do when it is cancelled: one object for both: promises are many. */
interface Represented extends Runnable, WaitReason.Described {}
