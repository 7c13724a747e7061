"""One class for each kind of BPMN node, on SpiffWorkflow's TaskSpec."""
