DROP INDEX commands_of_ortomat;
