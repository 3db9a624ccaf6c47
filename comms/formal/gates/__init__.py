"""What must hold before each formal step, each rule readable in one place."""
