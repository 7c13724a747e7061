"""BPMN 2.0 in the Camunda 8 dialect, run on SpiffWorkflow's kernel; the only room that imports it."""
