"""The two queues: a bell for the worker's thread, and an engine that many workers on many machines share."""
