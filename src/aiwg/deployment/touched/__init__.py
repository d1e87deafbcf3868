"""The part of a plan that a few saved files touch, made with the functions of the whole one."""
